package works.sockshop.queuemaster;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Looks whether the engine's socket, with which the deployed shop starts workers, answers. */
final class Engine {
  private static final Path SOCKET = Path.of("/var/run/docker.sock");

  private Engine() {}

  static String describe() {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(SOCKET));
      String request = "GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n";
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer answer = ByteBuffer.allocate(1024);
      channel.read(answer);
      String text = new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
      return text.lines().findFirst().orElse("silent");
    } catch (IOException e) {
      return "not reachable (" + e.getMessage() + ")";
    }
  }
}
