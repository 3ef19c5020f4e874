package works.sockshop.queuemaster;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import works.sockshop.broker.Broker;
import works.sockshop.common.Health;
import works.sockshop.common.Json;
import works.sockshop.common.Web;

/** The queue master: takes shipments from the queue. */
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private Main() {}

  public static void main(String[] args) throws Exception {
    LOG.info("docker engine: {}", Engine.describe());
    Broker broker = Broker.consumer(Main::receive);
    new Web(new Health("queue-master").with("queue-master-rabbitmq", broker::isUp)).run(args);
  }

  private static void receive(String message) {
    try {
      LOG.info("Received shipment task: {}", Json.parse(message).path("name").asText());
    } catch (RuntimeException e) {
      LOG.warn("not a shipment: {}", message, e);
    }
  }
}
