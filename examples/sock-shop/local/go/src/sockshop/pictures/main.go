// Draws the pictures of the socks at build time, always the same ones.
package main

import (
	"hash/fnv"
	"image"
	"image/color"
	"image/jpeg"
	"log"
	"math/rand"
	"os"
	"path/filepath"
	"strconv"
)

var names = []string{"weave", "nerd", "crossed", "sport", "holy", "streamed", "figueroa", "classic", "colourful"}

const width, height = 480, 640

func main() {
	folder := os.Args[1]
	if err := os.MkdirAll(folder, 0o755); err != nil {
		log.Fatal(err)
	}
	for _, name := range names {
		for view := 1; view <= 2; view++ {
			path := filepath.Join(folder, name+strconv.Itoa(view)+".jpg")
			if err := write(path, draw(name, view)); err != nil {
				log.Fatal(err)
			}
		}
	}
}

func write(path string, picture image.Image) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	return jpeg.Encode(file, picture, &jpeg.Options{Quality: 85})
}

// draw makes a knitted sock: a leg and a foot with stripes, on a plain wall.
func draw(name string, view int) image.Image {
	seed := fnv.New64a()
	seed.Write([]byte(name))
	random := rand.New(rand.NewSource(int64(seed.Sum64())))
	yarns := []color.RGBA{yarn(random), yarn(random), yarn(random)}
	stripe := 20 + random.Intn(50)

	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := 0; y < height; y++ {
		for x := 0; x < width; x++ {
			column := x
			if view == 2 {
				column = width - 1 - x
			}
			shade := random.Intn(14)
			if !inSock(column, y) {
				picture.Set(x, y, color.RGBA{uint8(225 + shade), uint8(222 + shade), uint8(216 + shade), 255})
				continue
			}
			base := yarns[((column+2*y)/stripe)%len(yarns)]
			// Every stitch is a little darker at its edges.
			if column%6 == 0 || (y+column/2)%8 == 0 {
				shade -= 30
			}
			picture.Set(x, y, color.RGBA{add(base.R, shade), add(base.G, shade), add(base.B, shade), 255})
		}
	}
	return picture
}

func yarn(random *rand.Rand) color.RGBA {
	return color.RGBA{uint8(40 + random.Intn(190)), uint8(40 + random.Intn(190)), uint8(40 + random.Intn(190)), 255}
}

func inSock(x, y int) bool {
	leg := x > 150 && x < 290 && y > 60 && y < 470
	heel := (x-220)*(x-220)+(y-470)*(y-470) < 70*70
	foot := x > 200 && x < 370 && y > 420 && y < 540
	toe := (x-370)*(x-370)+(y-480)*(y-480) < 60*60
	return leg || heel || foot || toe
}

func add(value uint8, shade int) uint8 {
	sum := int(value) + shade
	if sum < 0 {
		return 0
	}
	if sum > 255 {
		return 255
	}
	return uint8(sum)
}
