package works.sockshop.orders;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import works.sockshop.common.HttpError;
import works.sockshop.common.Json;

/** Asks the other services. */
final class Peers {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient client = HttpClient.newBuilder()
      .version(HttpClient.Version.HTTP_1_1)
      .connectTimeout(Duration.ofSeconds(3))
      .build();

  CompletableFuture<JsonNode> get(String url) {
    return send(request(url).GET());
  }

  JsonNode post(String url, JsonNode body) {
    return send(request(url)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)))).join();
  }

  private static HttpRequest.Builder request(String url) {
    return HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).header("Accept", "application/json");
  }

  private CompletableFuture<JsonNode> send(HttpRequest.Builder builder) {
    HttpRequest request = builder.build();
    return client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(response -> {
      if (response.statusCode() / 100 != 2) {
        throw new HttpError(500, request.uri() + " answered " + response.statusCode());
      }
      return Json.parse(response.body());
    });
  }
}
