// A copy button on every block of code. Made here, so that there is none where scripts are off.
for (const block of document.querySelectorAll('.highlight')) {
  const button = document.createElement('button');
  button.className = 'copy';
  button.type = 'button';
  button.textContent = 'Copy';
  button.onclick = async () => {
    const code = block.querySelector('pre').textContent.replace(/\n$/, '');
    try {
      await navigator.clipboard.writeText(code);
    } catch {
      const area = document.body.appendChild(document.createElement('textarea'));
      area.value = code;
      area.select();
      document.execCommand('copy');
      area.remove();
    }
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  };
  block.append(button);
}
