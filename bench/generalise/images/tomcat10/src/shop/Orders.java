package shop;

import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** Orders: sessions, forms, uploads, translations. */
@WebServlet("/orders/*")
@MultipartConfig(maxFileSize = 10_000_000, fileSizeThreshold = 10_000)
public class Orders extends Base {
  private static final Path FILE = Path.of("/data/orders.txt");

  @Override
  Object answer(HttpServletRequest request) throws Exception {
    return switch (String.valueOf(request.getPathInfo())) {
      case "/basket" -> {
        var session = request.getSession();
        Object count = session.getAttribute("count");
        session.setAttribute("count", count instanceof Integer n ? n + 1 : 1);
        yield session.getAttribute("count");
      }
      case "/form" -> request.getParameter("name") + " " + request.getParameterValues("item").length;
      case "/upload" -> {
        var part = request.getPart("file");
        try (var in = part.getInputStream()) {
          yield part.getSubmittedFileName() + " " + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(in.readAllBytes()));
        }
      }
      case "/place" -> Files.writeString(FILE, request.getParameter("item") + "\n");
      case "/placed" -> Files.readString(FILE, StandardCharsets.UTF_8);
      case "/discount" -> pricing.Discount.of(request.getParameter("price"));
      case "/thanks" -> ResourceBundle.getBundle("shop.words", request.getLocale(), ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_DEFAULT))
          .getString("thanks") + " " + String.format(request.getLocale(), "%,.2f", 1234.5);
      case "/upper" -> request.getParameter("text").toUpperCase(Locale.forLanguageTag("tr"));
      default -> throw new IllegalStateException("no such order");
    };
  }
}
