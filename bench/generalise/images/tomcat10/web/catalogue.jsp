<%@ page contentType="text/html; charset=UTF-8" import="java.util.List, java.util.stream.Collectors" %>
<%@ taglib prefix="shop" tagdir="/WEB-INF/tags" %>
<%@ include file="/WEB-INF/jsp/head.jspf" %>
<% request.setAttribute("items", List.of("Tee", "Kaffee", "Käse")); %>
<shop:box title="Catalogue">${items.stream().filter(i -> i.length() > 3).map(i -> i.toUpperCase()).toList()}</shop:box>
<jsp:include page="/WEB-INF/jsp/foot.jsp"><jsp:param name="count" value="3"/></jsp:include>
