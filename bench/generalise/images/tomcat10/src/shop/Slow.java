package shop;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers later, from a thread of the container's pool. */
@WebServlet(urlPatterns = "/slow", asyncSupported = true)
public class Slow extends HttpServlet {
  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (request.getParameter("gone") != null) {
      response.sendError(410, request.getParameter("gone"));
      return;
    }
    var context = request.startAsync();
    context.start(() -> {
      try {
        Thread.sleep(50);
        context.getResponse().getWriter().println("at last");
      } catch (IOException | InterruptedException thrown) {
        throw new IllegalStateException(thrown);
      } finally {
        context.complete();
      }
    });
  }
}
