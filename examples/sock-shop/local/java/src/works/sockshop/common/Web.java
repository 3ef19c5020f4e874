package works.sockshop.common;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A small JSON web server: routes by method and path pattern. */
public final class Web {
  private static final Logger LOG = LoggerFactory.getLogger(Web.class);

  /** Answers one request. */
  public interface Handler {
    Reply handle(Request request) throws Exception;
  }

  private record Route(String method, Pattern path, Handler handler) {}

  private final List<Route> routes = new ArrayList<>();

  public Web(Health health) {
    on("GET", "/health", request -> Reply.ok(health.report()));
  }

  /** In the path, {} stands for one segment. */
  public Web on(String method, String path, Handler handler) {
    routes.add(new Route(method, Pattern.compile(path.replace("{}", "([^/]+)") + "/?"), handler));
    return this;
  }

  /** Serves on the port given as --port=N, until the JVM is told to end. */
  public void run(String[] args) throws IOException {
    int port = 80;
    for (String arg : args) {
      if (arg.startsWith("--port=")) {
        port = Integer.parseInt(arg.substring("--port=".length()));
      }
    }
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
    server.setExecutor(Executors.newFixedThreadPool(16));
    server.createContext("/", this::serve);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(0)));
    server.start();
    LOG.info("listening on port {}", port);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply = answer(exchange);
      byte[] body = reply.body() == null ? new byte[0] : Json.write(reply.body()).getBytes(StandardCharsets.UTF_8);
      if (body.length > 0) {
        exchange.getResponseHeaders().set("Content-Type", "application/json;charset=UTF-8");
      }
      exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
      if (body.length > 0) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private Reply answer(HttpExchange exchange) {
    String path = exchange.getRequestURI().getRawPath();
    try {
      for (Route route : routes) {
        Matcher matcher = route.path().matcher(path);
        if (route.method().equals(exchange.getRequestMethod()) && matcher.matches()) {
          return route.handler().handle(read(exchange, matcher));
        }
      }
      throw new HttpError(404, "No message available");
    } catch (HttpError e) {
      return error(e.status(), e, path);
    } catch (UncheckedIOException e) {
      return error(400, e, path);
    } catch (Exception e) {
      LOG.error("{} {}", exchange.getRequestMethod(), path, e);
      return error(500, e, path);
    }
  }

  private static Request read(HttpExchange exchange, Matcher matcher) throws IOException {
    List<String> parts = new ArrayList<>();
    for (int group = 1; group <= matcher.groupCount(); group++) {
      parts.add(matcher.group(group));
    }
    String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    return new Request(parts, query(exchange.getRequestURI().getRawQuery()), text);
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new HashMap<>();
    for (String pair : raw == null ? new String[0] : raw.split("&")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      query.put(decode(name), decode(value));
    }
    return query;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static Reply error(int status, Exception e, String path) {
    ObjectNode body = Json.object()
        .put("timestamp", Instant.now().toEpochMilli())
        .put("status", status)
        .put("exception", e.getClass().getName())
        .put("message", String.valueOf(e.getMessage()))
        .put("path", path);
    return new Reply(status, body);
  }
}
