const box = this.closest('.code-box'), text = box.querySelector('pre').textContent,
said = () => { box.querySelector('.told').textContent = 'Copied.'; };
const old = () => {
  const range = document.createRange();
  range.selectNodeContents(box.querySelector('pre'));
  const all = getSelection();
  all.removeAllRanges();
  all.addRange(range);
  document.execCommand('copy') && said();
};
navigator.clipboard ? navigator.clipboard.writeText(text).then(said, old) : old();
