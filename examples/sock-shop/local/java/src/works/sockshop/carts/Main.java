package works.sockshop.carts;

import works.sockshop.common.Health;
import works.sockshop.common.Reply;
import works.sockshop.common.Web;
import works.sockshop.documents.Documents;

/** The carts service: what each customer, or each anonymous session, is about to buy. */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    Documents documents = new Documents("carts-db", "cart").connect();
    Carts carts = new Carts(documents);

    new Web(new Health("carts").with("carts-db", documents::isUp))
        .on("GET", "/carts/{}", r -> Reply.ok(carts.get(r.part(0))))
        .on("DELETE", "/carts/{}", r -> {
          documents.delete(r.part(0));
          return Reply.empty(202);
        })
        .on("GET", "/carts/{}/merge", r -> {
          carts.merge(r.part(0), r.query().getOrDefault("sessionId", ""));
          return Reply.empty(202);
        })
        .on("GET", "/carts/{}/items", r -> Reply.ok(carts.get(r.part(0)).get("items")))
        .on("POST", "/carts/{}/items", r -> new Reply(201, carts.add(r.part(0), r.body())))
        .on("PATCH", "/carts/{}/items", r -> {
          carts.set(r.part(0), r.body());
          return Reply.empty(202);
        })
        .on("GET", "/carts/{}/items/{}", r -> Reply.ok(carts.item(r.part(0), r.part(1))))
        .on("DELETE", "/carts/{}/items/{}", r -> {
          carts.remove(r.part(0), r.part(1));
          return Reply.empty(202);
        })
        .run(args);
  }
}
