<%@ page contentType="text/plain" %>
<%
  String item = null;
  out.print(item.length());
%>
