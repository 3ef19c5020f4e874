// The user service keeps customers, their cards and their addresses.
package main

import (
	"flag"
	"os"

	"sockshop/service"
)

func main() {
	port := service.Port()
	domain := flag.String("link-domain", fromEnv("LINK_DOMAIN", "user"), "host name in links")
	// The name of the variable is the deployed application's; here it names a Redis.
	database := flag.String("database", fromEnv("MONGO_HOST", "user-db:6379"), "host and port of the database")
	flag.Parse()

	accounts := open(*database)
	// Names are unique by an index that is completed once, when the service starts.
	go service.Retry("user-db", accounts.indexNames)
	service.Run(*port, api{accounts, *domain}.routes())
}

func fromEnv(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}
