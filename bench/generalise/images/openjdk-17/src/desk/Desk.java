package desk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;
import static java.nio.charset.StandardCharsets.UTF_8;

/** A help desk: pages and an API. Classes of routes are loaded when they are first asked for. */
public final class Desk {
  interface Route {
    byte[] answer(Map<String, String> query, byte[] body) throws Exception;
  }

  private static final Logger LOG = Logger.getLogger("desk");
  private static final Map<String, Route> ROUTES = new TreeMap<>();

  public static void main(String[] args) throws IOException {
    ROUTES.put("/", (query, body) -> page("index.html"));
    ROUTES.put("/healthz", (query, body) -> "{\"status\":\"ok\"}".getBytes(UTF_8));
    ROUTES.put("/tickets", (query, body) -> "[{\"id\":1,\"title\":\"printer\"}]".getBytes(UTF_8));
    ROUTES.put("/help", (query, body) -> page("help.html"));
    ROUTES.put("/broken", (query, body) -> String.valueOf(Integer.parseInt(query.get("number"))).getBytes(UTF_8));
    for (String name : new String[] {"Outside", "Text", "Pictures", "Work", "Machine"}) {
      for (String method : methodsOf(name)) {
        ROUTES.put("/" + method, (query, body) -> call(name, method, query, body));
      }
    }
    HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
    server.createContext("/", Desk::handle);
    server.setExecutor(Executors.newFixedThreadPool(8));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("closed")));
    server.start();
    LOG.info("listening on 8080");
  }

  private static String[] methodsOf(String name) {
    return switch (name) {
      case "Outside" -> new String[] {"lookup", "fetch", "connection", "jndi", "mail"};
      case "Text" -> new String[] {"price", "time", "local", "sort", "convert", "xml", "xslt", "stax", "fold", "greeting", "properties"};
      case "Pictures" -> new String[] {"chart", "scale", "fonts"};
      case "Work" -> new String[] {"crypto", "providers", "zip", "gzip", "shell", "parallel", "plugins", "proxy", "store", "stored", "prefs"};
      default -> new String[] {"beans", "heap", "threads", "level", "sockets"};
    };
  }

  private static byte[] call(String name, String method, Map<String, String> query, byte[] body) throws Exception {
    try {
      Object result = Class.forName("desk." + name).getDeclaredMethod(method, Map.class, byte[].class).invoke(null, query, body);
      return result instanceof byte[] bytes ? bytes : String.valueOf(result).getBytes(UTF_8);
    } catch (java.lang.reflect.InvocationTargetException thrown) {
      throw thrown.getCause() instanceof Exception cause ? cause : thrown;
    }
  }

  private static byte[] page(String name) throws IOException {
    try (var in = Desk.class.getResourceAsStream("/pages/" + name)) {
      return in.readAllBytes();
    }
  }

  private static void handle(HttpExchange exchange) throws IOException {
    int status = 200;
    byte[] answer;
    Route route = ROUTES.get(exchange.getRequestURI().getPath());
    try {
      byte[] body = exchange.getRequestBody().readAllBytes();
      answer = route == null ? page("missing.html") : route.answer(queryOf(exchange), body);
      if (route == null) status = 404;
    } catch (Throwable thrown) {
      LOG.log(Level.SEVERE, "request failed: " + exchange.getRequestURI(), thrown);
      status = 500;
      answer = page("failed.html");
    }
    exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
    try (var out = exchange.getResponseBody()) {
      out.write(answer);
    }
  }

  private static Map<String, String> queryOf(HttpExchange exchange) {
    Map<String, String> query = new HashMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    for (String part : raw == null ? new String[0] : raw.split("&")) {
      int at = part.indexOf('=');
      query.put(URLDecoder.decode(at < 0 ? part : part.substring(0, at), UTF_8), at < 0 ? "" : URLDecoder.decode(part.substring(at + 1), UTF_8));
    }
    return query;
  }
}
