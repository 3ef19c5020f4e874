console.log("harbour");
