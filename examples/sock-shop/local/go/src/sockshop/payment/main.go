// The payment service authorises every amount up to a limit.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"

	"sockshop/service"
)

type authorisation struct {
	Authorised bool   `json:"authorised"`
	Message    string `json:"message"`
}

func main() {
	port := service.Port()
	limit := flag.Float64("decline", 100, "decline payments over this amount")
	flag.Parse()

	router := service.NewRouter(service.Part{Name: "payment"})
	router.HandleFunc("/paymentAuth", func(w http.ResponseWriter, r *http.Request) {
		var request struct {
			Amount float64 `json:"amount"`
		}
		if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
			service.Error(w, http.StatusBadRequest, "invalid request: "+err.Error())
			return
		}
		if request.Amount <= 0 {
			service.Error(w, http.StatusInternalServerError, "Invalid payment amount")
			return
		}
		service.JSON(w, http.StatusOK, decide(request.Amount, *limit))
	}).Methods("POST")
	service.Run(*port, router)
}

func decide(amount, limit float64) authorisation {
	if amount > limit {
		return authorisation{false, fmt.Sprintf("Payment declined: amount exceeds %.2f", limit)}
	}
	return authorisation{true, "Payment authorised"}
}
