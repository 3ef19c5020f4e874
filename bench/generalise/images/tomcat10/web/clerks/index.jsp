<%@ page contentType="text/plain" %>clerk ${pageContext.request.userPrincipal.name}
