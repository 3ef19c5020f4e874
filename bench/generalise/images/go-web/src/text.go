package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha512"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/big"
	"mime"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"unicode"
)

func textRoutes() {
	on("/csv", func(request *http.Request) (any, error) {
		reader := csv.NewReader(request.Body)
		reader.Comma = ';'
		rows, err := reader.ReadAll()
		if err != nil {
			return nil, err
		}
		return json.Marshal(rows)
	})
	on("/feed", func(request *http.Request) (any, error) {
		var feed struct {
			Items []struct {
				Title string `xml:"title"`
			} `xml:"channel>item"`
		}
		err := xml.NewDecoder(request.Body).Decode(&feed)
		return fmt.Sprint(feed.Items), err
	})
	on("/match", func(request *http.Request) (any, error) {
		pattern, err := regexp.Compile(request.FormValue("pattern"))
		if err != nil {
			return nil, err
		}
		return strings.Join(pattern.FindAllString(request.FormValue("text"), -1), ","), nil
	})
	on("/upper", func(request *http.Request) (any, error) {
		return strings.ToUpperSpecial(unicode.TurkishCase, request.FormValue("text")), nil
	})
	on("/sign", func(request *http.Request) (any, error) {
		public, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return nil, err
		}
		sum := sha512.Sum512([]byte(request.FormValue("text")))
		return fmt.Sprintf("%v %x", ed25519.Verify(public, sum[:], ed25519.Sign(private, sum[:])), sum[:4]), nil
	})
	on("/primes", func(*http.Request) (any, error) {
		var waiting sync.WaitGroup
		counts := make([]int, 4)
		for part := range counts {
			waiting.Add(1)
			go func(part int) {
				defer waiting.Done()
				for n := part; n < 1000; n += len(counts) {
					if big.NewInt(int64(n)).ProbablyPrime(10) {
						counts[part]++
					}
				}
			}(part)
		}
		waiting.Wait()
		return fmt.Sprint(counts[0] + counts[1] + counts[2] + counts[3]), nil
	})
	on("/picture", func(request *http.Request) (any, error) {
		drawn := image.NewPaletted(image.Rect(0, 0, 24, 12), color.Palette{color.White, color.RGBA{200, 80, 0, 255}})
		for x := 0; x < 24; x++ {
			drawn.Set(x, x/2, color.RGBA{200, 80, 0, 255})
		}
		var out bytes.Buffer
		var err error
		switch request.FormValue("format") {
		case "jpeg":
			err = jpeg.Encode(&out, drawn, nil)
		case "gif":
			err = gif.Encode(&out, drawn, nil)
		default:
			err = png.Encode(&out, drawn)
		}
		return out.Bytes(), err
	})
	on("/type", func(request *http.Request) (any, error) { return mime.TypeByExtension(request.FormValue("name")), nil })
}
