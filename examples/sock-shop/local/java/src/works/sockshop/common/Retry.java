package works.sockshop.common;

import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats what may fail while the other containers are still starting. */
public final class Retry {
  private static final Logger LOG = LoggerFactory.getLogger(Retry.class);
  private static final long LONGEST_WAIT_MS = 1000;

  private Retry() {}

  /** Tries until it works, waiting a little longer each time. */
  public static <T> T until(String what, Callable<T> attempt) throws InterruptedException {
    for (long wait = 100; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
      try {
        return attempt.call();
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        LOG.info("waiting for {}: {}", what, e.toString());
        Thread.sleep(wait);
      }
    }
  }

  /** The same on a thread of its own, so that the service answers meanwhile. */
  public static void inBackground(String what, Callable<?> attempt) {
    Thread thread = new Thread(() -> {
      try {
        until(what, attempt);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }, "connect " + what);
    thread.setDaemon(true);
    thread.start();
  }
}
