package works.sockshop.broker;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import works.sockshop.common.Retry;

/** One queue of the shop's broker. The connection comes back by itself once it was there. */
public final class Broker {
  public static final String QUEUE = "shipping-task";
  private static final String HOST = "rabbitmq";

  /** What to do with a new connection before it counts as one. */
  private interface Setup {
    void on(Channel channel) throws IOException;
  }

  private final CompletableFuture<Channel> ready = new CompletableFuture<>();

  private Broker(Setup setup) {
    Retry.inBackground(HOST, () -> ready.complete(open(setup)));
  }

  public static Broker publisher() {
    return new Broker(channel -> {});
  }

  public static Broker consumer(Consumer<String> onMessage) {
    return new Broker(channel -> channel.basicConsume(QUEUE, true, new DefaultConsumer(channel) {
      @Override
      public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
        onMessage.accept(new String(body, StandardCharsets.UTF_8));
      }
    }));
  }

  private static Channel open(Setup setup) throws IOException, TimeoutException {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost(HOST);
    factory.setConnectionTimeout(3000);
    factory.setNetworkRecoveryInterval(1000);
    Connection connection = factory.newConnection(QUEUE);
    Channel channel = connection.createChannel();
    channel.queueDeclare(QUEUE, false, false, false, null);
    setup.on(channel);
    return channel;
  }

  public boolean isUp() {
    return ready.isDone() && ready.join().isOpen();
  }

  /** Waits a while for the first connection, as the broker is the slowest to start. */
  public void publish(String text) throws IOException, InterruptedException {
    Channel channel;
    try {
      channel = ready.get(5, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("no connection to " + HOST, e);
    }
    AMQP.BasicProperties json = new AMQP.BasicProperties.Builder().contentType("application/json").build();
    synchronized (channel) {
      channel.basicPublish("", QUEUE, json, text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
