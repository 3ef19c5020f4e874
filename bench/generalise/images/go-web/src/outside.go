package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/mail"
	"os/exec"
	"os/user"
	"strings"
	"time"
)

func whoami() string {
	current, err := user.Current()
	if err != nil {
		return err.Error()
	}
	group, err := user.LookupGroupId(current.Gid)
	if err != nil {
		return err.Error()
	}
	return current.Username + " " + group.Name
}

func outsideRoutes() {
	on("/lookup", func(request *http.Request) (any, error) {
		found, err := net.DefaultResolver.LookupIP(request.Context(), "ip4", request.FormValue("host"))
		if err != nil {
			return nil, err
		}
		return found[0].String(), nil
	})
	on("/reverse", func(request *http.Request) (any, error) {
		found, err := net.DefaultResolver.LookupHost(request.Context(), request.FormValue("host"))
		if err != nil {
			return nil, err
		}
		names, err := net.DefaultResolver.LookupAddr(request.Context(), found[0])
		return strings.Join(names, ","), err
	})
	on("/resolve", func(request *http.Request) (any, error) {
		resolver := net.Resolver{PreferGo: true}
		found, err := resolver.LookupHost(request.Context(), request.FormValue("host"))
		return strings.Join(found, ","), err
	})
	on("/fetch", func(request *http.Request) (any, error) {
		answer, err := http.Get(request.FormValue("url"))
		if err != nil {
			return nil, err
		}
		defer answer.Body.Close()
		return io.ReadAll(answer.Body)
	})
	on("/whoami", func(*http.Request) (any, error) { return whoami(), nil })
	on("/user", func(request *http.Request) (any, error) {
		found, err := user.Lookup(request.FormValue("name"))
		if err != nil {
			return nil, err
		}
		groups, err := found.GroupIds()
		return fmt.Sprintf("%s %s %v", found.Uid, found.HomeDir, groups), err
	})
	on("/shell", func(*http.Request) (any, error) {
		return exec.Command("sh", "-c", "df -P / | tail -n 1 | awk '{print $6}'").Output()
	})
	on("/tar", func(*http.Request) (any, error) {
		return exec.Command("tar", "-C", "/srv/blog", "-czf", "-", "content").Output()
	})
	on("/time", func(request *http.Request) (any, error) {
		zone, err := time.LoadLocation(request.FormValue("zone"))
		if err != nil {
			return nil, err
		}
		return time.Unix(1_700_000_000, 0).In(zone).Format(time.RFC3339 + " MST"), nil
	})
	on("/local", func(*http.Request) (any, error) { return time.Unix(1_700_000_000, 0).Format("15:04 MST"), nil })
	on("/address", func(request *http.Request) (any, error) {
		found, err := mail.ParseAddress(request.FormValue("from"))
		if err != nil {
			return nil, err
		}
		return found.Name + " | " + found.Address, nil
	})
	on("/interfaces", func(*http.Request) (any, error) {
		found, err := net.Interfaces()
		if err != nil {
			return nil, err
		}
		return fmt.Sprint(len(found), " ", found[0].Name), nil
	})
}
