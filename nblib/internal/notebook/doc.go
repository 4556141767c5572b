// Package notebook is the only owner of gonbui: it shows things in the notebook that runs the program, and says
// whether there is one.
//
// Everything shown has two forms, text/html and text/plain, and no other: VS Code shows text/javascript as text, and
// a terminal can show only plain text. Outside a notebook the plain form is printed.
//
//	notebook.Display("<b>12</b> images", "12 images")
package notebook
