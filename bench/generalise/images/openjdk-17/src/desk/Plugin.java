package desk;

/** What a plugin offers. */
public interface Plugin {
  String name();
}
