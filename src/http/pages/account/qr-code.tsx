// The link of a second factor as a QR code (ISO/IEC 18004): one shape of the page itself, for a phone's camera.

/** The library is loaded with the first code. Each row's dark runs, as one path; the quiet zone is part of it. */
export const qrShape = async (text: string): Promise<{ size: number; path: string }> => {
  const { encodeQR } = await import('qr');
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 4 });
  let path = '';
  for (const [y, row] of rows.entries())
    for (let x = 0, end = 0; x < row.length; x = end + 1) {
      end = x;
      while (row[end]) end++;
      if (end > x) path += `M${x} ${y}h${end - x}v1H${x}z`;
    }
  return { size: rows.length, path };
};

/** Dark on white in both colour schemes: few apps read the inverse. `label` says what it is; the key beside it says the same. */
export const QrCode = ({ shape: { size, path }, label }: { shape: { size: number; path: string }; label: string }) => (
  <svg class="qr" role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shape-rendering="crispEdges">
    <path d={path} />
  </svg>
);
