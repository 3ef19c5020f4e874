package works.sockshop.carts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.util.Optional;
import works.sockshop.common.HttpError;
import works.sockshop.common.Ids;
import works.sockshop.common.Json;
import works.sockshop.documents.Documents;

/** Carts by customer: {customerId, items: [{id, itemId, quantity, unitPrice}]}. */
final class Carts {
  private final Documents documents;

  Carts(Documents documents) {
    this.documents = documents;
  }

  JsonNode get(String customer) throws SQLException {
    return documents.find(customer).orElseGet(() -> prepare(Json.object(), customer));
  }

  JsonNode item(String customer, String itemId) throws SQLException {
    return find(get(customer), itemId).orElseThrow(() -> new HttpError(404, "no such item in the cart"));
  }

  JsonNode add(String customer, JsonNode item) throws SQLException {
    String itemId = itemId(item);
    JsonNode cart = documents.change(customer, document ->
        put(prepare(document, customer), item, quantity(document, itemId) + item.path("quantity").asInt(1)));
    return find(cart, itemId).orElseThrow();
  }

  void set(String customer, JsonNode item) throws SQLException {
    itemId(item);
    documents.change(customer, document ->
        put(prepare(document, customer), item, item.path("quantity").asInt(1)));
  }

  void remove(String customer, String itemId) throws SQLException {
    documents.change(customer, document -> {
      ArrayNode items = (ArrayNode) prepare(document, customer).get("items");
      for (int index = items.size() - 1; index >= 0; index--) {
        if (items.get(index).path("itemId").asText().equals(itemId)) {
          items.remove(index);
        }
      }
    });
  }

  /** Moves what a session collected before its customer was known. */
  void merge(String customer, String session) throws SQLException {
    Optional<JsonNode> anonymous = documents.find(session);
    if (anonymous.isEmpty() || session.equals(customer)) {
      return;
    }
    for (JsonNode item : anonymous.get().path("items")) {
      add(customer, item);
    }
    documents.delete(session);
  }

  private static ObjectNode prepare(ObjectNode cart, String customer) {
    if (!cart.has("items")) {
      cart.put("id", Ids.next()).put("customerId", customer).putArray("items");
    }
    return cart;
  }

  private static void put(ObjectNode cart, JsonNode item, int quantity) {
    String itemId = itemId(item);
    ObjectNode entry = find(cart, itemId).orElseGet(() ->
        ((ArrayNode) cart.get("items")).addObject().put("id", Ids.next()).put("itemId", itemId));
    entry.put("quantity", quantity);
    if (item.hasNonNull("unitPrice")) {
      entry.put("unitPrice", item.get("unitPrice").asDouble());
    }
  }

  private static int quantity(JsonNode cart, String itemId) {
    return find(cart, itemId).map(entry -> entry.get("quantity").asInt()).orElse(0);
  }

  private static Optional<ObjectNode> find(JsonNode cart, String itemId) {
    for (JsonNode entry : cart.path("items")) {
      if (entry.path("itemId").asText().equals(itemId)) {
        return Optional.of((ObjectNode) entry);
      }
    }
    return Optional.empty();
  }

  private static String itemId(JsonNode item) {
    if (!item.hasNonNull("itemId")) {
      throw new HttpError(400, "itemId is missing");
    }
    return item.get("itemId").asText();
  }
}
