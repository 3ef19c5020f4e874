<%@ page isErrorPage="true" %><p>Sold out: ${requestScope["jakarta.servlet.error.message"]}</p>
