"""What tells generated sound from recorded sound: a watermark, plain words in files, how both are found."""
