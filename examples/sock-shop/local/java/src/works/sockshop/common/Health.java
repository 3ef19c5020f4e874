package works.sockshop.common;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** What GET /health reports: the service itself and what it depends on. */
public final class Health {
  private final Map<String, BooleanSupplier> parts = new LinkedHashMap<>();

  public Health(String service) {
    parts.put(service, () -> true);
  }

  public Health with(String name, BooleanSupplier check) {
    parts.put(name, check);
    return this;
  }

  ObjectNode report() {
    ObjectNode report = Json.object();
    ArrayNode list = report.putArray("health");
    parts.forEach((name, check) -> list.addObject()
        .put("service", name)
        .put("status", check.getAsBoolean() ? "OK" : "err")
        .put("date", Instant.now().toString()));
    return report;
  }
}
