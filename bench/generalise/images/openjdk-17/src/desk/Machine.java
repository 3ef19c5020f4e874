package desk;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.management.ObjectName;
import static java.nio.charset.StandardCharsets.UTF_8;

/** The virtual machine itself: beans, dumps, log levels. */
final class Machine {
  static String beans(Map<String, String> query, byte[] body) throws Exception {
    var server = ManagementFactory.getPlatformMBeanServer();
    return server.getMBeanCount() + " " + server.getAttribute(new ObjectName("java.lang:type=OperatingSystem"), "AvailableProcessors");
  }

  static String heap(Map<String, String> query, byte[] body) throws Exception {
    Path file = Files.createTempDirectory("desk").resolve("heap.hprof");
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(file.toString(), true);
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(12), UTF_8);
    } finally {
      Files.delete(file);
    }
  }

  static String threads(Map<String, String> query, byte[] body) {
    var out = new StringBuilder();
    for (var info : ManagementFactory.getThreadMXBean().dumpAllThreads(true, true)) out.append(info);
    return out.toString();
  }

  static String level(Map<String, String> query, byte[] body) {
    Logger.getLogger("").getHandlers()[0].setLevel(Level.ALL);
    Logger.getLogger("desk").setLevel(Level.parse(query.get("level")));
    Logger.getLogger("desk").finest("now very talkative");
    return "set";
  }

  static String sockets(Map<String, String> query, byte[] body) throws Exception {
    Path path = Files.createTempDirectory("desk").resolve("socket");
    var address = UnixDomainSocketAddress.of(path);
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address); var client = SocketChannel.open(address); var accepted = server.accept()) {
      client.write(ByteBuffer.wrap("through a unix socket".getBytes(UTF_8)));
      var buffer = ByteBuffer.allocate(64);
      accepted.read(buffer);
      return new String(buffer.array(), 0, buffer.position(), UTF_8);
    }
  }
}
