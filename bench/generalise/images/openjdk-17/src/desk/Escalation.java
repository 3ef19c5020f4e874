package desk;

/** A plugin found by ServiceLoader. */
public final class Escalation implements Plugin {
  @Override
  public String name() {
    return "escalation";
  }
}
