package desk;

import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Hashtable;
import java.util.Map;
import javax.naming.directory.InitialDirContext;
import static java.nio.charset.StandardCharsets.UTF_8;

/** The network. */
final class Outside {
  static String lookup(Map<String, String> query, byte[] body) throws Exception {
    return InetAddress.getByName(query.get("host")).getHostAddress();
  }

  static String fetch(Map<String, String> query, byte[] body) throws Exception {
    return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(query.get("url"))).build(), BodyHandlers.ofString()).body();
  }

  static byte[] connection(Map<String, String> query, byte[] body) throws Exception {
    HttpURLConnection connection = (HttpURLConnection) new URL(query.get("url")).openConnection();
    try (var in = connection.getInputStream()) {
      return in.readAllBytes();
    }
  }

  static String jndi(Map<String, String> query, byte[] body) throws Exception {
    var environment = new Hashtable<String, String>();
    environment.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
    var context = new InitialDirContext(environment);
    return String.valueOf(context.getAttributes(query.get("host"), new String[] {"A"}).get("A").get());
  }

  static String mail(Map<String, String> query, byte[] body) {
    String encoded = java.util.Base64.getMimeEncoder().encodeToString("Grüße vom Desk".repeat(20).getBytes(UTF_8));
    return "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encoded;
  }
}
