// Marks that the script runs, and lets the language switch act at once.
document.documentElement.classList.add('js');

const languageSwitch = document.querySelector('#language-switch');
if (languageSwitch instanceof HTMLFormElement)
  languageSwitch.addEventListener('change', () => languageSwitch.requestSubmit());
