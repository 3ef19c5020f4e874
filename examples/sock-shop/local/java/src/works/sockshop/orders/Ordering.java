package works.sockshop.orders;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import works.sockshop.common.HttpError;
import works.sockshop.common.Ids;
import works.sockshop.common.Json;
import works.sockshop.documents.Documents;

/** Turns links to a customer, an address, a card and items into a paid and shipped order. */
final class Ordering {
  private static final Logger LOG = LoggerFactory.getLogger(Ordering.class);
  private static final BigDecimal SHIPPING_COST = new BigDecimal("4.99");
  private static final String[] LINKS = {"customer", "address", "card", "items"};

  private final Documents documents;
  private final Peers peers;

  Ordering(Documents documents, Peers peers) {
    this.documents = documents;
    this.peers = peers;
  }

  JsonNode place(JsonNode request) throws SQLException {
    for (String link : LINKS) {
      if (!request.hasNonNull(link)) {
        throw new HttpError(406, "Invalid order request. Order requires customer, address, card and items.");
      }
    }
    CompletableFuture<JsonNode> customer = peers.get(request.get("customer").asText());
    CompletableFuture<JsonNode> address = peers.get(request.get("address").asText());
    CompletableFuture<JsonNode> card = peers.get(request.get("card").asText());
    JsonNode items = peers.get(request.get("items").asText()).join();
    BigDecimal total = total(items);

    ObjectNode order = Json.object().put("id", Ids.next()).put("customerId", customer.join().path("id").asText());
    order.set("customer", withoutLinks(customer.join()));
    order.set("address", withoutLinks(address.join()));
    order.set("card", withoutLinks(card.join()));
    order.set("items", items);
    pay(order, total);
    order.set("shipment", ship(order.get("customerId").asText()));
    order.put("date", Instant.now().toString()).put("total", total);
    order.putObject("_links").putObject("self").put("href", "http://orders/orders/" + order.get("id").asText());

    documents.insert(order.get("id").asText(), order);
    LOG.info("order {} of {} for {}", order.get("id").asText(), total, order.get("customerId").asText());
    return order;
  }

  private static BigDecimal total(JsonNode items) {
    BigDecimal sum = SHIPPING_COST;
    for (JsonNode item : items) {
      sum = sum.add(item.get("unitPrice").decimalValue().multiply(item.get("quantity").decimalValue()));
    }
    return sum.setScale(2, RoundingMode.HALF_UP);
  }

  private void pay(ObjectNode order, BigDecimal amount) {
    ObjectNode payment = Json.object().put("amount", amount);
    payment.set("customer", order.get("customer"));
    payment.set("address", order.get("address"));
    payment.set("card", order.get("card"));
    JsonNode answer = peers.post("http://payment/paymentAuth", payment);
    if (!answer.path("authorised").asBoolean()) {
      throw new HttpError(406, answer.path("message").asText("Payment declined"));
    }
  }

  private JsonNode ship(String customerId) {
    return peers.post("http://shipping/shipping", Json.object().put("id", Ids.next()).put("name", customerId));
  }

  private static JsonNode withoutLinks(JsonNode answer) {
    return ((ObjectNode) answer.deepCopy()).without("_links");
  }
}
