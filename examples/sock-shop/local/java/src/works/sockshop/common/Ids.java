package works.sockshop.common;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;

/** Makes ids of 24 hexadecimal digits, the time first. */
public final class Ids {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Ids() {}

  public static String next() {
    byte[] rest = new byte[8];
    RANDOM.nextBytes(rest);
    return HexFormat.of().toHexDigits((int) Instant.now().getEpochSecond()) + HexFormat.of().formatHex(rest);
  }
}
