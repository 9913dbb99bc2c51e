/* An error summary takes the focus, so that keyboards and screen readers begin there. */

document.querySelector(".errsum")?.focus();
