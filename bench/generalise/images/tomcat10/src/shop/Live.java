package shop;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** A web socket that echoes. */
@ServerEndpoint("/live")
public class Live {
  @OnMessage
  public String echo(String text) {
    return "echo " + text;
  }
}
