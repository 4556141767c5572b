// Program which says what the engine is, or why there is none.
package main

import (
	"fmt"

	"nnbook/nblib/internal/engine"
)

func main() {
	e, err := engine.Default()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(e)
}
