<%@ page contentType="text/plain" %><% int broken = "text"; %>
