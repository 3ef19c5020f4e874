package desk;

import java.awt.Color;
import java.awt.Font;
import java.awt.GraphicsEnvironment;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import javax.imageio.ImageIO;

/** Pictures, drawn and scaled without a screen. */
final class Pictures {
  static byte[] chart(Map<String, String> query, byte[] body) throws Exception {
    var image = new BufferedImage(120, 40, BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setColor(Color.ORANGE);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 20));
    graphics.drawString("Tickets", 5, 28);
    graphics.fillOval(95, 10, 20, 20);
    graphics.dispose();
    return write(image, query.get("format"));
  }

  static byte[] scale(Map<String, String> query, byte[] body) throws Exception {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(body));
    var small = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    var graphics = small.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(image, 0, 0, 16, 16, null);
    graphics.dispose();
    return write(small, query.get("format"));
  }

  static String fonts(Map<String, String> query, byte[] body) {
    return String.join(",", GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames());
  }

  private static byte[] write(BufferedImage image, String format) throws Exception {
    var out = new ByteArrayOutputStream();
    if (!ImageIO.write(image, format, out)) throw new IllegalArgumentException("no writer for " + format);
    return out.toByteArray();
  }
}
