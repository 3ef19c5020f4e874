process.once('message', (numbers) => {
  process.send(numbers.reduce((sum, n) => sum + n, 0));
  process.disconnect();
});
