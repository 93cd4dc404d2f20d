/** The bundler puts the text of the file in its place. */
declare module '*.zi?raw' {
  const text: string;
  export default text;
}
