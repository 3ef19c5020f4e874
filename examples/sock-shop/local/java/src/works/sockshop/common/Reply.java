package works.sockshop.common;

import com.fasterxml.jackson.databind.JsonNode;

/** An answer: a status and perhaps a JSON body. */
public record Reply(int status, JsonNode body) {
  public static Reply ok(JsonNode body) {
    return new Reply(200, body);
  }

  public static Reply empty(int status) {
    return new Reply(status, null);
  }
}
