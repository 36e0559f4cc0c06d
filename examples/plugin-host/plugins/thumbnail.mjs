// Pictures made small. Pixels are four bytes each: red, green, blue, alpha.

/**
 * Halves a picture as often as `times` says; each new pixel is the mean of four.
 * @param {{ width: number, height: number, pixels: Uint8Array, times: number }} picture
 */
export function shrink({ width, height, pixels, times }) {
  let picture = { width, height, pixels };
  for (let time = 0; time < times; time += 1) picture = half(picture);
  return picture;
}

function half({ width, height, pixels }) {
  const [halfWidth, halfHeight] = [width >> 1, height >> 1];
  const halved = new Uint8Array(halfWidth * halfHeight * 4);
  for (let y = 0; y < halfHeight; y += 1) {
    for (let x = 0; x < halfWidth; x += 1) {
      const from = (2 * y * width + 2 * x) * 4;
      const below = from + width * 4;
      for (let channel = 0; channel < 4; channel += 1) {
        const sum =
          pixels[from + channel] + pixels[from + 4 + channel] + pixels[below + channel] + pixels[below + 4 + channel];
        halved[(y * halfWidth + x) * 4 + channel] = (sum + 2) >> 2;
      }
    }
  }
  return { width: halfWidth, height: halfHeight, pixels: halved };
}
