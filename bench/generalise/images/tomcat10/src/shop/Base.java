package shop;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A servlet that answers one text. */
abstract class Base extends HttpServlet {
  abstract Object answer(HttpServletRequest request) throws Exception;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
    try {
      if (request.getCharacterEncoding() == null) request.setCharacterEncoding("UTF-8");
      Object answer = answer(request);
      if (answer instanceof byte[] bytes) {
        response.setContentType("application/octet-stream");
        response.getOutputStream().write(bytes);
      } else {
        response.setContentType("text/plain; charset=UTF-8");
        response.getWriter().println(answer);
      }
    } catch (IOException | RuntimeException thrown) {
      throw thrown;
    } catch (Exception thrown) {
      throw new ServletException(thrown);
    }
  }
}
