package works.sockshop.common;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A request: the parts its path pattern captured, its query and its body. */
public record Request(List<String> parts, Map<String, String> query, String text) {
  public String part(int index) {
    return URLDecoder.decode(parts.get(index), StandardCharsets.UTF_8);
  }

  public JsonNode body() {
    return text.isEmpty() ? Json.object() : Json.parse(text);
  }
}
