package shop;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.time.Instant;
import java.time.ZoneId;

/** The network, time, charsets, pictures, processes. */
@WebServlet("/outside/*")
public class Outside extends Base {
  @Override
  Object answer(HttpServletRequest request) throws Exception {
    return switch (String.valueOf(request.getPathInfo())) {
      case "/lookup" -> InetAddress.getByName(request.getParameter("host")).getHostAddress();
      case "/fetch" -> HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(request.getParameter("url"))).build(), BodyHandlers.ofString()).body();
      case "/time" -> Instant.ofEpochSecond(1_700_000_000).atZone(ZoneId.of(request.getParameter("zone"))).toOffsetDateTime();
      case "/convert" -> request.getParameter("text").getBytes(Charset.forName(request.getParameter("to")));
      case "/picture" -> {
        var image = new java.awt.image.BufferedImage(60, 20, java.awt.image.BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        graphics.drawString("Shop", 5, 15);
        var out = new java.io.ByteArrayOutputStream();
        javax.imageio.ImageIO.write(image, "png", out);
        yield out.toByteArray();
      }
      case "/shell" -> new ProcessBuilder("sh", "-c", "df -P / | tail -n 1 | awk '{print $6}'").start().getInputStream().readAllBytes();
      case "/xslt" -> {
        var out = new java.io.StringWriter();
        javax.xml.transform.TransformerFactory.newInstance().newTransformer()
            .transform(new javax.xml.transform.stream.StreamSource(request.getReader()), new javax.xml.transform.stream.StreamResult(out));
        yield out;
      }
      default -> throw new IllegalStateException("nothing outside");
    };
  }
}
