<p>${param.count} items, prices in <%= new javax.naming.InitialContext().lookup("java:comp/env/currency") %></p>
