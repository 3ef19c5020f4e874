package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
)

const saved = "/data/comments.gob"

func fileRoutes() {
	on("/comment", func(request *http.Request) (any, error) {
		var comments []string
		if file, err := os.Open(saved); err == nil {
			defer file.Close()
			if err := gob.NewDecoder(file).Decode(&comments); err != nil {
				return nil, err
			}
		}
		if text := request.FormValue("text"); text != "" {
			comments = append(comments, text)
			file, err := os.CreateTemp(filepath.Dir(saved), "new")
			if err != nil {
				return nil, err
			}
			defer file.Close()
			if err := gob.NewEncoder(file).Encode(comments); err != nil {
				return nil, err
			}
			if err := os.Rename(file.Name(), saved); err != nil {
				return nil, err
			}
		}
		return fmt.Sprint(comments), nil
	})
	on("/export", func(*http.Request) (any, error) {
		var out bytes.Buffer
		archive := zip.NewWriter(&out)
		err := filepath.WalkDir("/srv/blog/content", func(path string, entry os.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			into, err := archive.Create(filepath.Base(path))
			if err != nil {
				return err
			}
			_, err = into.Write(text)
			return err
		})
		if err == nil {
			err = archive.Close()
		}
		return out.Bytes(), err
	})
	on("/upload", func(request *http.Request) (any, error) {
		// Above a megabyte a part goes to a temporary file.
		if err := request.ParseMultipartForm(1 << 20); err != nil {
			return nil, err
		}
		defer request.MultipartForm.RemoveAll()
		file, header, err := request.FormFile("file")
		if err != nil {
			return nil, err
		}
		sum := sha256.New()
		if _, err := io.Copy(sum, file); err != nil {
			return nil, err
		}
		return fmt.Sprintf("%s %x", header.Filename, sum.Sum(nil)), nil
	})
}
