package pricing;

/** A price after its discount; in a library of its own, loaded at the first order. */
public final class Discount {
  public static String of(String price) {
    return new java.math.BigDecimal(price).multiply(new java.math.BigDecimal("0.9")).stripTrailingZeros().toPlainString();
  }
}
