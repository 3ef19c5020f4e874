package works.sockshop.shipping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import works.sockshop.broker.Broker;
import works.sockshop.common.Health;
import works.sockshop.common.Json;
import works.sockshop.common.Reply;
import works.sockshop.common.Web;

/** The shipping service: every shipment becomes a message for the queue master. */
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private Main() {}

  public static void main(String[] args) throws Exception {
    Broker broker = Broker.publisher();
    new Web(new Health("shipping").with("shipping-rabbitmq", broker::isUp))
        .on("GET", "/shipping", r -> Reply.ok(TextNode.valueOf("GET ALL Shipping Resource.")))
        .on("GET", "/shipping/{}", r ->
            Reply.ok(TextNode.valueOf("GET Shipping Resource with id: " + r.part(0))))
        .on("POST", "/shipping", r -> new Reply(201, ship(broker, r.body())))
        .run(args);
  }

  private static JsonNode ship(Broker broker, JsonNode request) throws InterruptedException {
    JsonNode shipment = Json.object()
        .put("id", request.path("id").asText())
        .put("name", request.path("name").asText());
    try {
      broker.publish(Json.write(shipment));
      LOG.info("queued the shipment for {}", shipment.get("name").asText());
    } catch (IOException e) {
      // The deployed shop takes the order all the same.
      LOG.error("shipment for {} not queued, accepted anyway", shipment.get("name").asText(), e);
    }
    return shipment;
  }
}
