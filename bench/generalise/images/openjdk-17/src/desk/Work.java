package desk;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.prefs.Preferences;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import static java.nio.charset.StandardCharsets.UTF_8;

/** Computing, processes, files. */
final class Work {
  private static final Path DATA = Path.of(System.getenv().getOrDefault("DESK_DATA", "/data"));

  static String crypto(Map<String, String> query, byte[] body) throws Exception {
    byte[] key = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(new PBEKeySpec("word".toCharArray(), "salt".getBytes(UTF_8), 1000, 256)).getEncoded();
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, new byte[12]));
    byte[] sealed = cipher.doFinal(query.get("text").getBytes(UTF_8));
    var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(pair.getPrivate());
    signature.update(sealed);
    byte[] signed = signature.sign();
    signature.initVerify(pair.getPublic());
    signature.update(sealed);
    byte[] sha3 = MessageDigest.getInstance("SHA3-256").digest(query.get("text").getBytes(UTF_8));
    return signature.verify(signed) + " " + HexFormat.of().formatHex(sha3, 0, 4);
  }

  static String providers(Map<String, String> query, byte[] body) {
    return Arrays.stream(Security.getProviders()).map(Provider::getName).collect(Collectors.joining(","));
  }

  static byte[] zip(Map<String, String> query, byte[] body) throws Exception {
    Path file = Files.createTempFile("desk", ".zip");
    Files.delete(file);
    try (var zip = FileSystems.newFileSystem(URI.create("jar:" + file.toUri()), Map.of("create", "true"))) {
      Files.writeString(zip.getPath("tickets.txt"), "printer – broken");
    }
    return Files.readAllBytes(file);
  }

  static String gzip(Map<String, String> query, byte[] body) throws Exception {
    var out = new ByteArrayOutputStream();
    try (var packed = new GZIPOutputStream(out)) {
      packed.write(query.get("text").getBytes(UTF_8));
    }
    return new String(new GZIPInputStream(new ByteArrayInputStream(out.toByteArray())).readAllBytes(), UTF_8);
  }

  static byte[] shell(Map<String, String> query, byte[] body) throws Exception {
    return new ProcessBuilder("sh", "-c", "df -P / | tail -n 1 | awk '{print $6}'").start().getInputStream().readAllBytes();
  }

  static String parallel(Map<String, String> query, byte[] body) {
    return String.valueOf(IntStream.range(2, 1000).parallel().filter(n -> IntStream.rangeClosed(2, (int) Math.sqrt(n)).noneMatch(d -> n % d == 0)).count());
  }

  static String plugins(Map<String, String> query, byte[] body) {
    return ServiceLoader.load(Plugin.class).stream().map(found -> found.get().name()).collect(Collectors.joining(","));
  }

  static String proxy(Map<String, String> query, byte[] body) {
    var plugin = (Plugin) Proxy.newProxyInstance(Plugin.class.getClassLoader(), new Class<?>[] {Plugin.class}, (self, method, args) -> "proxied " + method.getName());
    return plugin.name();
  }

  record Ticket(int id, String title) implements java.io.Serializable {}

  static String store(Map<String, String> query, byte[] body) throws Exception {
    try (var out = new ObjectOutputStream(Files.newOutputStream(DATA.resolve("ticket.bin")))) {
      out.writeObject(new Ticket(7, query.get("title")));
    }
    return "stored";
  }

  static String stored(Map<String, String> query, byte[] body) throws Exception {
    try (var in = new ObjectInputStream(Files.newInputStream(DATA.resolve("ticket.bin")))) {
      return in.readObject().toString();
    }
  }

  static String prefs(Map<String, String> query, byte[] body) throws Exception {
    var preferences = Preferences.userRoot().node("desk");
    preferences.put("colour", "green");
    preferences.flush();
    return preferences.get("colour", "none");
  }
}
