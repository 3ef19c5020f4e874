package shop;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;

@WebServlet("/health")
public class Health extends Base {
  @Override
  Object answer(HttpServletRequest request) {
    return "ok";
  }
}
