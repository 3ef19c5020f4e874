<%@ page contentType="text/html; charset=UTF-8" %>
<!doctype html>
<h1>Shop</h1>
<p>Welcome, it is ${pageContext.request.method}.</p>
