package works.sockshop.orders;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import works.sockshop.common.Health;
import works.sockshop.common.HttpError;
import works.sockshop.common.Json;
import works.sockshop.common.Reply;
import works.sockshop.common.Web;
import works.sockshop.documents.Documents;

/** The orders service. */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    Documents documents = new Documents("orders-db", "customer_order").connect();
    Ordering ordering = new Ordering(documents, new Peers());

    new Web(new Health("orders").with("orders-db", documents::isUp))
        .on("POST", "/orders", r -> new Reply(201, ordering.place(r.body())))
        .on("GET", "/orders", r -> Reply.ok(embed(documents.all())))
        .on("GET", "/orders/search/customerId", r ->
            Reply.ok(embed(documents.findBy("customerId", r.query().getOrDefault("custId", "")))))
        .on("GET", "/orders/{}", r -> Reply.ok(
            documents.find(r.part(0)).orElseThrow(() -> new HttpError(404, "no such order"))))
        .run(args);
  }

  private static ObjectNode embed(List<JsonNode> orders) {
    ObjectNode list = Json.object();
    list.putObject("_embedded").putArray("customerOrders").addAll(orders);
    return list;
  }
}
